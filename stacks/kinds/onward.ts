import { type Arn, type ArnHome, iamArn } from "../iam/arn.ts";
import { documentOf, type PolicyDocument } from "../iam/document.ts";
import type { Role } from "../iam/entity.ts";
import { sameMeaning } from "../iam/equivalence.ts";

/** The inline policy that keeps a role from handing its access on; no record can have one of this name under `legacy`. */
export const ONWARD_POLICY = "tenure-onward";

/** Taking on another role: its session has an end of its own, and no boundary of the role that began it. */
const CHAINING = ["sts:AssumeRole", "sts:AssumeRoot"];

/**
 * The ways by which an agent lets something else act: other roles, roles given to services, and other agents
 * (service authorization reference of Amazon Bedrock and Bedrock AgentCore).
 */
const DELEGATING = [
  ...CHAINING,
  "iam:PassRole",
  "bedrock:InvokeAgent",
  "bedrock:InvokeInlineAgent",
  "bedrock-agentcore:InvokeAgentRuntime",
];

/** Denies taking on any other role but these, named by their record or ARN. */
export function denyChaining(home: ArnHome, except: readonly string[]): PolicyDocument {
  const roles = except.map((role) => (role.startsWith("arn:") ? (role as Arn) : iamArn(home, "role", role)));
  return documentOf({
    sid: "NotOnward",
    effect: "Deny",
    actions: CHAINING,
    ...(roles.length === 0 ? { resources: ["*"] } : { notResources: [...roles].sort() }),
    conditions: [],
  });
}

/** Denies everything by which an agent could hand its task and its access on. */
export function denyDelegation(): PolicyDocument {
  return documentOf({ sid: "NotOnward", effect: "Deny", actions: DELEGATING, resources: ["*"], conditions: [] });
}

/** The role without its policy against delegation, and whether it had exactly that one. */
export function splitDelegation(role: Role): { role: Role; mayDelegate: boolean } {
  const { [ONWARD_POLICY]: found, ...inline } = role.inline;
  return found && sameMeaning(found, denyDelegation()) ? { role: { ...role, inline }, mayDelegate: false } : { role, mayDelegate: true };
}
