import { errorReply, type Reply, resultReply, succeeded } from "./reply.ts";
import { type AwsRequest, members, tagsOf } from "./request.ts";
import type { Upstream } from "./upstream.ts";
import { type Element, membersOf, textOf } from "./xml.ts";

/** An identity provider as it is made anew. */
type Provider = {
  lists: Readonly<Record<string, readonly string[]>>;
  tags: ReadonlyMap<string, string>;
  fixed: Readonly<Record<string, string>>;
};

/** What an edit makes of a provider. */
type Edit = (before: Provider, parameters: AwsRequest["parameters"]) => Provider;

const tag: Edit = (before, parameters) => {
  const added = tagsOf(parameters).map(({ key, value }) => [key, value] as const);
  return { ...before, tags: new Map([...before.tags, ...added]) };
};
const untag: Edit = (before, parameters) => {
  const gone = members(parameters, "TagKeys");
  return { ...before, tags: new Map([...before.tags].filter(([key]) => !gone.includes(key))) };
};
const audience =
  (edit: (list: readonly string[], id: string) => readonly string[]): Edit =>
  (before, parameters) => ({
    ...before,
    lists: { ...before.lists, ClientIDList: edit(before.lists.ClientIDList!, parameters.get("ClientID") ?? "") },
  });

/** Edits of identity providers that ministack does not know, by operation. */
const EDITS: Readonly<Record<string, { of: keyof typeof KINDS; edit: Edit }>> = {
  AddClientIDToOpenIDConnectProvider: { of: "oidc", edit: audience((list, id) => [...new Set([...list, id])]) },
  RemoveClientIDFromOpenIDConnectProvider: { of: "oidc", edit: audience((list, id) => list.filter((each) => each !== id)) },
  UpdateOpenIDConnectProviderThumbprint: {
    of: "oidc",
    edit: (before, parameters) => ({ ...before, lists: { ...before.lists, ThumbprintList: members(parameters, "ThumbprintList") } }),
  },
  TagOpenIDConnectProvider: { of: "oidc", edit: tag },
  UntagOpenIDConnectProvider: { of: "oidc", edit: untag },
  TagSAMLProvider: { of: "saml", edit: tag },
  UntagSAMLProvider: { of: "saml", edit: untag },
};

/** How each kind of provider is read, and made as it was. */
const KINDS = {
  oidc: {
    noun: "OpenIDConnectProvider",
    arn: "OpenIDConnectProviderArn",
    read: (found: Element, _arn: string): Provider => ({
      fixed: { Url: textOf(found, "Url") ?? "" },
      lists: { ClientIDList: texts(found, "ClientIDList"), ThumbprintList: texts(found, "ThumbprintList") },
      tags: tagMap(found),
    }),
  },
  saml: {
    noun: "SAMLProvider",
    arn: "SAMLProviderArn",
    read: (found: Element, arn: string): Provider => ({
      fixed: { Name: arn.slice(arn.lastIndexOf("/") + 1), SAMLMetadataDocument: textOf(found, "SAMLMetadataDocument") ?? "" },
      lists: {},
      tags: tagMap(found),
    }),
  },
};

/**
 * The edit in place of `InvalidAction`: the provider is taken away and made anew with the change, which nobody can see, since it has no id of its own.
 * Any other answer (a denial, a key that nobody has) stays.
 */
export async function editProvider(request: AwsRequest, account: string, reply: Reply, upstream: Upstream): Promise<Reply> {
  const known = EDITS[request.action];
  if (request.service !== "iam" || !known || succeeded(reply) || !reply.body.includes("<Code>InvalidAction</Code>")) return reply;
  const kind = KINDS[known.of];
  const arn = request.parameters.get(kind.arn) ?? "";
  const found = await upstream.ask(account, `Get${kind.noun}`, { [kind.arn]: arn });
  if (!found) return errorReply(request, { status: 404, code: "NoSuchEntity", message: `The provider with ARN ${arn} cannot be found.` });
  const after = known.edit(kind.read(found, arn), request.parameters);
  await upstream.ask(account, `Delete${kind.noun}`, { [kind.arn]: arn });
  await upstream.ask(account, `Create${kind.noun}`, form(after));
  return resultReply(request.action, "iam", []);
}

function form({ fixed, lists, tags }: Provider): Record<string, string> {
  const items = Object.entries(lists).flatMap(([name, values]) => values.map((value, index) => [`${name}.member.${index + 1}`, value]));
  const pairs = [...tags].flatMap(([key, value], index) => [
    [`Tags.member.${index + 1}.Key`, key],
    [`Tags.member.${index + 1}.Value`, value],
  ]);
  return { ...fixed, ...Object.fromEntries([...items, ...pairs]) };
}

function texts(found: Element, list: string): readonly string[] {
  return membersOf(found, list).map(({ text }) => text);
}

function tagMap(found: Element): ReadonlyMap<string, string> {
  return new Map(membersOf(found, "Tags").map((member) => [textOf(member, "Key") ?? "", textOf(member, "Value") ?? ""]));
}
