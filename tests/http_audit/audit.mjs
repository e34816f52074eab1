// Runs the audits of the package `graphql-http` against the address given, and prints each result as a line of JSON.
import { auditServer } from "graphql-http";

for (const { id, name, status, reason } of await auditServer({ url: process.argv[2] })) {
  console.log(JSON.stringify({ id, name, status, reason: reason ?? null }));
}
