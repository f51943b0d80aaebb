import { check } from "../check.ts";

/** Agents whose role no record of the kind `agents` declares: nobody is accountable for what they do, and nobody knows how to stop them. */
export const agentUndeclared = check({
  name: "agent-undeclared",
  needs: ["agents"],
  detect({ entities, account }, { agents }) {
    const refs = new Map<string, (typeof entities)[number]["ref"]>(entities.map(({ entity, ref }) => [entity.arn, ref]));
    return agents.runtimes.flatMap(({ arn, name, region, role }) => {
      const ref = refs.get(role) ?? null;
      if (ref !== null && account.records.get(ref)?.kind === "agents") return [];
      const why = ref === null ? "which no record declares" : `which ${ref} declares as something else than an agent`;
      const message = `the agent ${name} in ${region} runs as ${role}, ${why}: it has no sponsor`;
      return [{ check: "agent-undeclared", subject: arn, record: ref, facet: "runtime", severity: "high" as const, message }];
    });
  },
});
