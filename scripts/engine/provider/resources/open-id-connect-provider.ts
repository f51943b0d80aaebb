import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { changeTags, tagList, tagMap } from "../aws/tags.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing } from "../error.ts";
import { COMPUTED, type ResourceType, TAGS } from "../schema.ts";
import { present, tagsOf, text, texts } from "../value.ts";

/** An OIDC identity provider. The id is the ARN. Without thumbprints AWS finds the issuer's certificate by itself. */
export const openIdConnectProvider: ResourceType = {
  token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  noun: "OIDC provider",
  properties: {
    url: { type: "string", input: "required", forceNew: true, url: true },
    clientIdLists: { type: "strings", input: "required" },
    thumbprintLists: { type: "strings", input: "optional", computed: true },
    ...TAGS,
    arn: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const request = {
      Url: text(inputs, "url"),
      ClientIDList: [...texts(inputs, "clientIdLists")],
      ThumbprintList: [...texts(inputs, "thumbprintLists")],
      Tags: tagList(tagsOf(inputs)),
    };
    const { OpenIDConnectProviderArn } = await patiently(aws, () => aws.iam.send(new CreateOpenIDConnectProviderCommand(request)));
    return { id: OpenIDConnectProviderArn! };
  },

  async read(id, _recorded, aws) {
    try {
      const found = await aws.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id }));
      const outputs = {
        // AWS leaves out the scheme that it asks for.
        url: `https://${found.Url!.replace(/^https:\/\//, "")}`,
        clientIdLists: found.ClientIDList ?? [],
        thumbprintLists: found.ThumbprintList ?? [],
        tags: tagMap(found.Tags),
        arn: id,
      };
      return { outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id: OpenIDConnectProviderArn, olds, news, changed }, aws) {
    const [before, after] = [texts(olds, "clientIdLists"), texts(news, "clientIdLists")];
    // Added first: a provider keeps at least one audience, and nobody who may come is shut out meanwhile.
    for (const ClientID of after.filter((each) => !before.includes(each)))
      await patiently(aws, () => aws.iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID })));
    for (const ClientID of before.filter((each) => !after.includes(each)))
      await patiently(aws, () => aws.iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID })));
    if (changed("thumbprintLists")) {
      const request = { OpenIDConnectProviderArn, ThumbprintList: [...texts(news, "thumbprintLists")] };
      await patiently(aws, () => aws.iam.send(new UpdateOpenIDConnectProviderThumbprintCommand(request)));
    }
    await changeTags(tagsOf(olds), tagsOf(news), {
      remove: (TagKeys) => patiently(aws, () => aws.iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys }))),
      add: (Tags) => patiently(aws, () => aws.iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags }))),
    });
  },

  async delete(id, _recorded, aws) {
    try {
      await patiently(aws, () => aws.iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id })));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};
