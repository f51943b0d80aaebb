import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "deploy-web", "workloads");

/** A session outlives the credential that began it; so it is short. */
export const sessionLimitDuration = rule({
  name: "session-limit-duration",
  description: "A role's sessions are no longer than the organisation lets a session outlive its credential.",
  severity: "medium",
  level: "mandatory",
  judges: "session",
  field: "maxSessionDuration",
  remediation: "Shorten `maxSessionDuration` in {file}; settings.yaml says how long a session may last (residualSession).",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html",
  violations({ maxSessionDuration }, { settings }) {
    const longest = settings.residualSession / 1_000;
    return maxSessionDuration <= longest ? [] : [`its sessions last ${maxSessionDuration} seconds, where ${longest} are allowed`];
  },
  compliant: { judged: { ...OF, facet: "session", maxSessionDuration: 3600 } },
  violating: {
    judged: { ...OF, facet: "session", maxSessionDuration: 43_200 },
    says: ["its sessions last 43200 seconds, where 3600 are allowed"],
  },
});
