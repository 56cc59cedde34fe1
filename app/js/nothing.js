// Stands in for parts of a package that are never used: see scripts/site.mjs.
export default {};
