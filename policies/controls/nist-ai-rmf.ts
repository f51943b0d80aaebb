import type { Framework } from "./control.ts";

/** NIST AI Risk Management Framework 1.0, as far as it speaks of identities that answer for AI systems. */
export const nistAiRmf: Framework = {
  name: "NIST AI RMF",
  version: "1.0",
  url: "https://doi.org/10.6028/NIST.AI.100-1",
  controls: [
    { id: "GOVERN 1.6", title: "AI systems are inventoried", provenBy: ["unmanaged", "missing", "agent-undeclared"] },
    { id: "GOVERN 1.7", title: "AI systems are decommissioned safely", provenBy: ["expired", "boundary-match-expires"] },
    {
      id: "GOVERN 2.1",
      title: "Roles, responsibilities and lines of communication are documented",
      provenBy: ["tags-require-owner", "record-require-living-owner", "record-require-active-sponsor", "orphaned"],
    },
    {
      id: "GOVERN 3.2",
      title: "Roles and responsibilities of people who oversee AI systems are defined",
      provenBy: ["record-require-active-sponsor"],
    },
    { id: "GOVERN 6.1", title: "Risks of third parties are addressed", provenBy: ["trust-require-external-id", "record-limit-end"] },
    { id: "MAP 3.5", title: "Human oversight is defined", provenBy: ["record-require-active-sponsor"] },
    { id: "MANAGE 2.4", title: "AI systems can be disengaged or deactivated", provenBy: ["boundary-match-expires", "expiry-not-enforced"] },
    { id: "MANAGE 4.1", title: "AI systems are monitored after deployment", provenBy: ["changed", "non-compliant", "review-overdue"] },
  ],
};
