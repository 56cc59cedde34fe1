-- Lists ask adr_entry for a status.
DROP INDEX adr_status;
