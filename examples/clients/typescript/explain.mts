/**
 * Prints what became of the imports of some code, by the types that `scripts/clients` makes from the schema.
 *
 *     tsc --project examples/clients/typescript --outDir build/examples
 *     node build/examples/explain.mjs 'from langchain.chains import RetrievalQA' http://127.0.0.1:8000/graphql
 */

import { ExplainCodeDocument, type ExplainCodeQuery, type TypedDocumentString } from "./duramen/graphql.js";

declare const process: { argv: string[]; exitCode: number };

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

/** Returns the data of an answer; its type follows from the document's. */
async function ask<Data, Variables>(
  endpoint: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Data>;
  if (errors?.[0]) throw new Error(errors[0].message);
  if (!data) throw new Error("the answer has no data");
  return data;
}

type Import = ExplainCodeQuery["explainCode"]["imports"][number];

function line({ line, name, knowledge, state, replacedBy }: Import): string {
  const became = replacedBy ? `now ${replacedBy.ref} in ${replacedBy.package}` : "";
  return [line, name, state ?? knowledge, became].join("\t").trimEnd();
}

const [text = "import langchain", endpoint = "http://127.0.0.1:8000/graphql"] = process.argv.slice(2);
try {
  const { explainCode } = await ask(endpoint, ExplainCodeDocument, { text });
  for (const found of explainCode.imports) console.log(line(found));
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : problem);
  process.exitCode = 1;
}
