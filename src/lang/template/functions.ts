/** Functions of Go's text/template (go 1.26). */
const BUILT_IN = 'and call html index slice js len not or print printf println urlquery eq ge gt le lt ne';
/** Functions that Prometheus adds (template/template.go of v0.313.1). */
const PROMETHEUS =
  'query first label value strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink tableLink ' +
  'sortByLabel stripPort stripDomain humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp ' +
  'toTime toDuration now pathPrefix externalURL parseDuration urlQueryEscape';

export const FUNCTIONS: ReadonlySet<string> = new Set(`${BUILT_IN} ${PROMETHEUS}`.split(' '));
