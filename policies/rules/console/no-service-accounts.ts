import { parseRecordTag } from "../../../stacks/model/ref.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

/** Software does not sign in to a console; a password on its user is a shared account for humans. */
export const consoleNoServiceAccounts = rule({
  name: "console-no-service-accounts",
  description: "Service accounts have no console password.",
  severity: "high",
  level: "mandatory",
  judges: "console",
  field: "console",
  remediation: "Remove `console: true` from {file}; people sign in with an identity of their own.",
  url: "https://owasp.org/www-project-non-human-identities-top-10/2025/10-human-use-of-nhi/",
  violations({ console, record }) {
    return console && parseRecordTag(record)?.kind === "service-accounts" ? ["has a console password, and it is a service account"] : [];
  },
  compliant: { judged: { ...exampleOf("user", "w1042", "people"), facet: "console", console: true } },
  violating: {
    judged: { ...exampleOf("user", "billing-exporter", "service-accounts"), facet: "console", console: true },
    says: ["has a console password, and it is a service account"],
  },
});
