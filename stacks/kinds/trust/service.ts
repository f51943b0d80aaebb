import { z } from "zod";
import { strictObject } from "../../model/fields.ts";
import { withoutEmpty } from "../kind.ts";
import { condition, conditionValue, type Form, firstOf, letIn } from "./form.ts";

/** Services that send `aws:SourceAccount` when they assume a role (their guides, "Confused deputy prevention"); for the others the condition would shut them out. */
const SENDS_SOURCE_ACCOUNT = new Set([
  "bedrock.amazonaws.com",
  "bedrock-agentcore.amazonaws.com",
  "codebuild.amazonaws.com",
  "ecs-tasks.amazonaws.com",
  "scheduler.amazonaws.com",
  "states.amazonaws.com",
]);

/** True for a service that says for which account it acts when it assumes a role. */
export function sendsSourceAccount(service: string): boolean {
  return SENDS_SOURCE_ACCOUNT.has(service);
}

const schema = strictObject({
  service: z
    .string()
    .regex(/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/, { error: "expected a service such as lambda.amazonaws.com" })
    .describe("the AWS service that runs the workload")
    .meta({ examples: ["lambda.amazonaws.com"] }),
  sourceArn: z
    .string()
    .startsWith("arn:")
    .optional()
    .describe("the resource for which the service may assume the role; may hold wildcards")
    .meta({ examples: ["arn:aws:scheduler:us-east-1:000000000000:schedule/nightly/*"] }),
});

/** A service of AWS, for resources of the same account. */
export const service: Form<z.output<typeof schema>> = {
  schema,
  statements: (trust, account) => [
    letIn(["sts:AssumeRole"], { type: "Service", values: [trust.service] }, [
      ...(sendsSourceAccount(trust.service) ? [condition("StringEquals", "aws:SourceAccount", account.accountId)] : []),
      ...(trust.sourceArn === undefined ? [] : [condition("ArnLike", "aws:SourceArn", trust.sourceArn)]),
    ]),
  ],
  recognise(document) {
    const only = firstOf(document);
    return only?.type === "Service"
      ? withoutEmpty({ service: only.value, sourceArn: conditionValue(only.conditions, "aws:SourceArn") })
      : undefined;
  },
};
