import { jsonReply, type Reply, succeeded } from "./reply.ts";
import type { AwsRequest } from "./request.ts";

/**
 * `ListSecrets` with at most `pageSize` secrets a page.
 * ministack pages by itself, and its token is the base64 of the number of secrets to skip: ours is one that it understands.
 */
export function cutSecrets(request: AwsRequest, reply: Reply, pageSize: number): Reply {
  if (request.service !== "secretsmanager" || request.action !== "ListSecrets" || !succeeded(reply)) return reply;
  const answer = JSON.parse(reply.body.toString("utf8")) as { SecretList: unknown[] };
  if (answer.SecretList.length <= pageSize) return reply;
  const skipped = Number(Buffer.from(request.parameters.get("NextToken") ?? "", "base64").toString("utf8"));
  const next = Buffer.from(String(skipped + pageSize)).toString("base64");
  return jsonReply({ ...answer, SecretList: answer.SecretList.slice(0, pageSize), NextToken: next });
}
