import {
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  type IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  NoSuchEntityException,
  type Tag,
} from "@aws-sdk/client-iam";
import { type Arn, parseIamArn } from "../../../stacks/iam/arn.ts";
import type { Federation, Tags } from "../../../stacks/iam/entity.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { instantOf } from "../../../stacks/model/instant.ts";
import type { ObservedProvider } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";

/** What both kinds of providers answer alike. */
type Answer = { federation: Federation; CreateDate?: Date | undefined; Tags?: readonly Tag[] | undefined };

/** OIDC and SAML providers: two lists without pages, and one call for each provider (an account holds few). One that is gone by now is none. */
export async function readProviders(iam: IAMClient, recorder: Recorder): Promise<readonly ObservedProvider[]> {
  const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
  recorder.page("ListOpenIDConnectProviders", OpenIDConnectProviderList.length);
  const { SAMLProviderList = [] } = await iam.send(new ListSAMLProvidersCommand({}));
  recorder.page("ListSAMLProviders", SAMLProviderList.length);
  const found: ObservedProvider[] = [];
  for (const { Arn: arn } of OpenIDConnectProviderList)
    found.push(...(await ask("GetOpenIDConnectProvider", arn, (each) => readOidc(iam, each))));
  for (const { Arn: arn } of SAMLProviderList) found.push(...(await ask("GetSAMLProvider", arn, (each) => readSaml(iam, each))));
  return found.sort((a, b) => compareText(a.arn, b.arn));

  async function ask(
    operation: string,
    arn: string | undefined,
    read: (arn: string) => Promise<Answer>,
  ): Promise<readonly ObservedProvider[]> {
    if (arn === undefined) throw new PartError(operation, "a provider without ARN");
    try {
      const answer = await read(arn);
      recorder.page(operation, 1);
      return [providerOf(operation, arn, answer)];
    } catch (error) {
      if (error instanceof NoSuchEntityException) return [];
      throw error;
    }
  }
}

async function readOidc(iam: IAMClient, arn: string): Promise<Answer> {
  const { Url, ClientIDList, ThumbprintList, ...others } = await iam.send(
    new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }),
  );
  if (Url === undefined) throw new PartError("GetOpenIDConnectProvider", `no address of ${arn}`);
  const oidc = {
    // AWS leaves out the scheme that it asks for.
    url: `https://${Url.replace(/^https:\/\//, "")}`,
    audiences: [...(ClientIDList ?? [])].sort(),
    thumbprints: [...(ThumbprintList ?? [])].sort(),
  };
  return { ...others, federation: { oidc } };
}

async function readSaml(iam: IAMClient, arn: string): Promise<Answer> {
  const { SAMLMetadataDocument, ...others } = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn: arn }));
  if (SAMLMetadataDocument === undefined) throw new PartError("GetSAMLProvider", `no metadata of ${arn}`);
  return { ...others, federation: { saml: { metadata: SAMLMetadataDocument.trim() } } };
}

function providerOf(operation: string, arn: string, { federation, CreateDate, Tags: tags }: Answer): ObservedProvider {
  const parsed = parseIamArn(arn);
  if (!parsed || !CreateDate) throw new PartError(operation, `${arn} without a name or a date`);
  return {
    type: "provider",
    arn: arn as Arn,
    name: parsed.name,
    path: "/",
    tags: tagsOf(operation, arn, tags),
    federation,
    createdAt: instantOf(CreateDate),
  };
}

function tagsOf(operation: string, arn: string, tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries(
    (tags ?? []).map(({ Key, Value }) => {
      if (Key === undefined) throw new PartError(operation, `a tag of ${arn} without key`);
      return [Key, Value ?? ""];
    }),
  );
}
