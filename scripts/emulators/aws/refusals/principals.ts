import { parseIamArn } from "../../../../stacks/iam/arn.ts";
import { DocumentError, parseDocument } from "../../../../stacks/iam/document.ts";
import type { AwsError } from "../reply.ts";
import type { Context } from "./refusal.ts";

/** A policy of a secret that names a user or role of the account who is not there; those of other accounts nobody can see here. */
export async function unsupportedPrincipal({ parameters, account, upstream }: Context): Promise<AwsError | undefined> {
  for (const arn of principalsOf(parameters.get("ResourcePolicy") ?? "")) {
    const named = parseIamArn(arn);
    if (named?.accountId !== account || (named.type !== "role" && named.type !== "user")) continue;
    const [action, parameter] = named.type === "role" ? ["GetRole", "RoleName"] : ["GetUser", "UserName"];
    if (await upstream.ask(account, action!, { [parameter!]: named.name })) continue;
    const message = "This resource policy contains an unsupported principal.";
    return { status: 400, code: "MalformedPolicyDocumentException", message };
  }
  return undefined;
}

function principalsOf(policy: string): readonly string[] {
  try {
    return parseDocument(policy).statements.flatMap(({ principals = [] }) => principals.flatMap(({ values }) => values));
  } catch (error) {
    // What is no policy is for the service to refuse.
    if (error instanceof DocumentError) return [];
    throw error;
  }
}
