// QuickJS has no timers, and a drawing is finished when `drawChart` returns: what ECharts would
// do in a next frame is never wanted. Imported before ECharts, so that it finds these.
globalThis.setTimeout ??= () => 0;
globalThis.clearTimeout ??= () => {};
