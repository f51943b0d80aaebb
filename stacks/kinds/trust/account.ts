import { z } from "zod";
import { accountRoot } from "../../iam/document.ts";
import { accountId, strictObject } from "../../model/fields.ts";
import { withoutEmpty } from "../kind.ts";
import { condition, conditionValue, type Form, firstOf, letIn } from "./form.ts";

/** What a third party must say so that nobody can make it act for somebody else (IAM User Guide, "The confused deputy problem"). */
export const externalId = z
  .string()
  .regex(/^[\w+=,.@:/-]{2,1224}$/, { error: "expected 2 to 1224 letters, digits and +=,.@:/-_" })
  .describe("what the other side must say when it assumes the role; written once by `new`")
  .meta({ examples: ["tn-7f3a9c"] });

const schema = strictObject({ account: accountId.describe("the other account's id, in quotes"), externalId: externalId.optional() });

/** Another account, which decides by itself who there may assume the role. */
export const account: Form<z.output<typeof schema>> = {
  schema,
  statements: (trust, { partition }) => [
    letIn(
      ["sts:AssumeRole"],
      { type: "AWS", values: [accountRoot(partition, trust.account)] },
      trust.externalId === undefined ? [] : [condition("StringEquals", "sts:ExternalId", trust.externalId)],
    ),
  ],
  recognise(document) {
    const only = firstOf(document);
    const id = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(only?.value ?? "")?.[1];
    return only?.type === "AWS" && id !== undefined
      ? withoutEmpty({ account: id, externalId: conditionValue(only.conditions, "sts:ExternalId") })
      : undefined;
  },
};
