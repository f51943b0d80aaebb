import { errorReply, type Reply, resultReply, succeeded } from "./reply.ts";
import type { AwsRequest } from "./request.ts";
import type { Upstream } from "./upstream.ts";
import { type Element, element, text } from "./xml.ts";

/** Lists of credentials that ministack cannot hold: it answers `InvalidAction`, an account on AWS that has none answers with an empty list. */
const EMPTY_LISTS: Readonly<Record<string, { list: string; paged: boolean }>> = {
  ListServiceSpecificCredentials: { list: "ServiceSpecificCredentials", paged: false },
  ListSSHPublicKeys: { list: "SSHPublicKeys", paged: true },
  ListSigningCertificates: { list: "Certificates", paged: true },
  ListServerCertificates: { list: "ServerCertificateMetadataList", paged: true },
};

/**
 * The empty list in place of `InvalidAction`; any other answer (a denial, a key that nobody has) stays.
 * A user who does not exist stays an error, in the words of `GetUser`.
 */
export async function emptyList(request: AwsRequest, account: string, reply: Reply, upstream: Upstream): Promise<Reply> {
  const empty = EMPTY_LISTS[request.action];
  if (request.service !== "iam" || !empty || succeeded(reply) || !reply.body.includes("<Code>InvalidAction</Code>")) return reply;
  const user = request.parameters.get("UserName");
  if (user !== undefined && (await upstream.ask(account, "GetUser", { UserName: user })) === undefined) {
    return errorReply(request, { status: 404, code: "NoSuchEntity", message: `The user with name ${user} cannot be found.` });
  }
  const end: Element[] = empty.paged ? [text("IsTruncated", "false")] : [];
  return resultReply(request.action, "iam", [element(empty.list, []), ...end]);
}
