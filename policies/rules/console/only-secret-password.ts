import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "w1042", "people");

/** Pulumi keeps what AWS answers. Of a console password it keeps the text in plain, unless the resource says that it is a secret. */
export const consoleOnlySecretPassword = rule({
  name: "console-only-secret-password",
  description: "A console password stands in Pulumi's state as a secret alone.",
  severity: "high",
  level: "mandatory",
  judges: "console",
  field: "console",
  remediation: 'Declare it by `console: true` in {file}; a program of your own adds `additionalSecretOutputs: ["password"]` or a `pgpKey`.',
  url: "https://www.pulumi.com/docs/iac/concepts/options/additionalsecretoutputs/",
  violations({ inPlain }) {
    return inPlain ? ["its first password would stand in the state in plain text"] : [];
  },
  compliant: { judged: { ...OF, facet: "console", console: true, inPlain: false } },
  violating: {
    judged: { ...OF, facet: "console", console: true, inPlain: true },
    says: ["its first password would stand in the state in plain text"],
  },
});
