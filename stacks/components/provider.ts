import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider.js";
import { SamlProvider } from "@pulumi/aws/iam/samlProvider.js";
import type { Provider } from "../iam/entity.ts";
import { resourceName } from "../model/ref.ts";
import { type Context, type Origin, optionsOf } from "./context.ts";

/** An identity provider. Thumbprints only where the record states them: otherwise AWS finds the issuer's certificate by itself. */
export function buildProvider({ arn, name, tags, federation }: Provider, origin: Origin, context: Context): void {
  const resource = resourceName(origin.ref);
  const options = optionsOf(context, [], origin.adopted ? arn : undefined);
  if ("saml" in federation) {
    context.made.set(arn, new SamlProvider(resource, { name, samlMetadataDocument: federation.saml.metadata, tags }, options));
    return;
  }
  const { url, audiences, thumbprints } = federation.oidc;
  const args = { url, clientIdLists: [...audiences], tags, ...(thumbprints ? { thumbprintLists: [...thumbprints] } : {}) };
  context.made.set(arn, new OpenIdConnectProvider(resource, args, options));
}
