import { hasLeft } from "../../../stacks/model/directory.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

/** Somebody watches over every agent: a person who works here and is not away. */
export const recordRequireActiveSponsor = rule({
  name: "record-require-active-sponsor",
  description: "The sponsor of an agent is a person who has not left and is not on leave.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "sponsor",
  remediation: "Name a `sponsor` in {file} who works here now.",
  url: "https://doi.org/10.6028/NIST.AI.100-1",
  violations({ record }, { directory }, asOf) {
    const { state, sponsor } = record.fields as { state?: string; sponsor?: string };
    if (sponsor === undefined || state === "disabled") return [];
    const person = directory.people.get(parseOwner(sponsor)?.id ?? "");
    if (!person) return [`sponsor ${sponsor} is not in the directory`];
    if (hasLeft(person, asOf)) return [`sponsor ${sponsor} has left`];
    return person.status === "active" ? [] : [`sponsor ${sponsor} is away (${person.status}) and cannot watch over it`];
  },
  compliant: { judged: exampleRecord("agents/support-triage", { sponsor: "person/w1042" }) },
  violating: {
    judged: exampleRecord("agents/support-triage", { sponsor: "person/w1001" }),
    says: ["sponsor person/w1001 has left"],
  },
});
