-- Only PostgreSQL's search changes; SQLite's has had facets from the beginning.
SELECT 1;
