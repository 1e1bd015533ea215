/**
 * What `promwire __complete` prints is that of programs made with cobra, which kubectl asks its plugins for: a line for each
 * candidate, a tab and what it is, and at the end `:` and a number: 4 for these words alone, 0 for files besides, 16 for
 * folders besides.
 */

/** Bash 3.2 has no compopt and no nosort: macOS has it. */
export const bash = String.raw`# bash completion for promwire
_promwire() {
    local line reply
    line=$(LC_ALL=C; printf '%s' "${'$'}{COMP_LINE:0:COMP_POINT}")
    COMPREPLY=()
    while IFS= read -r reply; do
        case $reply in
            :4) ;;
            :0) if type compopt >/dev/null 2>&1; then compopt +o nospace -o default; fi ;;
            :16) if type compopt >/dev/null 2>&1; then compopt +o nospace -o dirnames; fi ;;
            *) COMPREPLY+=("$reply") ;;
        esac
    done < <(promwire __complete --bash="$COMP_WORDBREAKS" -- "$line" 2>/dev/null)
}
complete -o nospace -o nosort -F _promwire promwire 2>/dev/null || complete -o nospace -F _promwire promwire
`;

export const zsh = String.raw`#compdef promwire
compdef _promwire promwire

_promwire() {
    local -a answer open closed
    local entry value directive
    answer=("${'$'}{(@f)$(promwire __complete -- "${'$'}{(@Q)words[2,CURRENT-1]}" "${'$'}{(Q)PREFIX}" 2>/dev/null)}")
    directive=${'$'}{answer[-1]}
    for entry in "${'$'}{(@)answer[1,-2]}"; do
        value=${'$'}{entry%%${'$'}'\t'*}
        # _describe takes a colon for the end of the word.
        entry=${'$'}{${'$'}{value//\\/\\\\}//:/\\:}${'$'}{${'$'}{entry#"$value"}/${'$'}'\t'/:}
        if [[ $value == *[/=,] ]]; then open+=("$entry"); else closed+=("$entry"); fi
    done
    (( ${'$'}{#closed} )) && _describe -V promwire closed
    (( ${'$'}{#open} )) && _describe -V promwire open -S ''
    case $directive in
        (:0) compset -P '--*='; _files ;;
        (:16) compset -P '--*='; _files -/ ;;
    esac
}

# Put on fpath as _promwire, it is run as the function at its first use.
[[ ${'$'}{funcstack[1]} == _promwire ]] && _promwire "$@"
`;

export const fish = String.raw`# fish completion for promwire
function __promwire_complete
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l current (commandline -ct)
    set -l word (string unescape -- "$current")
    or set word (string replace -r -- "^[\"']" '' "$current")
    set -l answer (promwire __complete -- $typed "$word" 2>/dev/null)
    set -l before (string match -r -- '^--[^=]+=' "$current")
    set -l path (string replace -r -- '^--[^=]+=' '' "$current")
    for entry in $answer
        switch $entry
            case ':4'
            case ':0'
                for each in (__fish_complete_path "$path")
                    echo "$before$each"
                end
            case ':16'
                for each in (__fish_complete_directories "$path" '')
                    echo "$before$each"
                end
            case '*'
                echo "$entry"
        end
    end
end
complete -c promwire -e
complete -c promwire -k -f -a '(__promwire_complete)'
`;

/** Words go by the environment: before PowerShell 7.3 an argument that is empty or has quotes does not arrive as it is. */
export const powershell = String.raw`# PowerShell completion for promwire
Register-ArgumentCompleter -Native -CommandName promwire -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $words += "$wordToComplete" -replace '^[''"]', '' -replace '[''"]$', ''
    $env:PROMWIRE_COMPLETE_WORDS = $words -join [char]31
    try {
        $answer = @(promwire __complete --environment 2>$null)
    } finally {
        Remove-Item Env:PROMWIRE_COMPLETE_WORDS
    }
    $results = @($answer | Where-Object { $_ -notmatch '^:\d+$' } | ForEach-Object {
        $value, $about = $_ -split [char]9, 2
        if (-not $about) { $about = $value }
        $text = if ($value -match '[^\w./:=+-]') { "'" + ($value -replace "['\u2018-\u201b]", '$0$0') + "'" } else { $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
    })
    # Nothing at all would let PowerShell offer files.
    if ($results.Count -eq 0 -and $answer -contains ':4') { '' } else { $results }
}
`;
