/** What `scripts/clients` makes the TypeScript client from. */

import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../../schema/schema.graphql",
  documents: "../queries/*.graphql",
  generates: {
    "duramen/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        onlyOperationTypes: true,
        strictScalars: true,
        useTypeImports: true,
        importExtension: ".js",
        emitLegacyCommonJSImports: false,
        scalars: { Date: "string", ManifestText: "string", Purl: "string", URL: "string", Version: "string" },
      },
    },
  },
};

export default config;
