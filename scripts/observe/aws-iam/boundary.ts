import { GetRoleCommand, GetUserCommand, type IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { parseIamArn } from "../../../stacks/iam/arn.ts";

/** One user or role as AWS names it now, with its permissions boundary, `null` for none. */
export type Bounded = { type: "user" | "role"; arn: Arn; name: string; boundary: string | null };

/** Reads one user or role by its ARN; IAM's names are unique whatever the path. `undefined` when AWS has none of that name. @throws what AWS refuses */
export async function readBounded(iam: IAMClient, arn: Arn): Promise<Bounded | undefined> {
  const { type, name } = parseIamArn(arn)!;
  try {
    const found =
      type === "user"
        ? (await iam.send(new GetUserCommand({ UserName: name }))).User
        : (await iam.send(new GetRoleCommand({ RoleName: name }))).Role;
    const kind = type === "user" ? "user" : "role";
    return { type: kind, arn: found!.Arn! as Arn, name, boundary: found?.PermissionsBoundary?.PermissionsBoundaryArn ?? null };
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}
