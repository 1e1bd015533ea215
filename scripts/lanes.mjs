/** Calls `work(item)` for each of `items` in their order, so many at once as there are lanes. */
export const inLanes = async (items, lanes, work) => {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
