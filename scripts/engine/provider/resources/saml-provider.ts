import {
  CreateSAMLProviderCommand,
  DeleteSAMLProviderCommand,
  GetSAMLProviderCommand,
  TagSAMLProviderCommand,
  UntagSAMLProviderCommand,
  UpdateSAMLProviderCommand,
} from "@aws-sdk/client-iam";
import { changeTags, tagList, tagMap } from "../aws/tags.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing } from "../error.ts";
import { COMPUTED, FIXED_NAME, type ResourceType, TAGS } from "../schema.ts";
import { present, tagsOf, text } from "../value.ts";

/** A SAML identity provider. The id is the ARN. */
export const samlProvider: ResourceType = {
  token: "aws:iam/samlProvider:SamlProvider",
  noun: "SAML provider",
  properties: {
    name: FIXED_NAME,
    samlMetadataDocument: { type: "string", input: "required" },
    ...TAGS,
    arn: COMPUTED,
    samlProviderUuid: COMPUTED,
    validUntil: { ...COMPUTED, follows: ["samlMetadataDocument"] },
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const request = {
      Name: text(inputs, "name"),
      SAMLMetadataDocument: text(inputs, "samlMetadataDocument"),
      Tags: tagList(tagsOf(inputs)),
    };
    const { SAMLProviderArn } = await patiently(aws, () => aws.iam.send(new CreateSAMLProviderCommand(request)));
    return { id: SAMLProviderArn! };
  },

  async read(id, _recorded, aws) {
    try {
      const found = await aws.iam.send(new GetSAMLProviderCommand({ SAMLProviderArn: id }));
      const outputs = {
        name: id.slice(id.lastIndexOf("/") + 1),
        samlMetadataDocument: found.SAMLMetadataDocument,
        tags: tagMap(found.Tags),
        arn: id,
        samlProviderUuid: found.SAMLProviderUUID,
        validUntil: found.ValidUntil?.toISOString(),
      };
      return { outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id: SAMLProviderArn, olds, news, changed }, aws) {
    if (changed("samlMetadataDocument")) {
      const request = { SAMLProviderArn, SAMLMetadataDocument: text(news, "samlMetadataDocument") };
      await patiently(aws, () => aws.iam.send(new UpdateSAMLProviderCommand(request)));
    }
    await changeTags(tagsOf(olds), tagsOf(news), {
      remove: (TagKeys) => patiently(aws, () => aws.iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys }))),
      add: (Tags) => patiently(aws, () => aws.iam.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags }))),
    });
  },

  async delete(id, _recorded, aws) {
    try {
      await patiently(aws, () => aws.iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: id })));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};
