"""`kg serve`: a read-only SPARQL 1.1 endpoint with a query page, and the explorer over the live store."""
