import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Checked } from "./check.ts";
import type { Diff, Difference } from "./diff.ts";
import type { Properties } from "./value.ts";
import { toStruct } from "./wire.ts";

/** The version of the official plugin whose place this takes: engines ask for at least the version of the program's `@pulumi/aws`. */
const VERSION = "7.48.0";

/** What a provider says of itself. */
export function pluginInfo(): plugin.PluginInfo {
  const info = new plugin.PluginInfo();
  info.setVersion(VERSION);
  return info;
}

/**
 * Answer to the first call on a connection. It accepts no wrapped values: the engine unwraps secrets before each call and marks
 * equally named outputs again. Answering at all says that previews are supported.
 */
export function handshakeResponse(): pb.ProviderHandshakeResponse {
  const response = new pb.ProviderHandshakeResponse();
  response.setAcceptSecrets(false);
  response.setAcceptResources(false);
  response.setAcceptOutputs(false);
  return response;
}

/** The same for engines that do not shake hands. */
export function configureResponse(): pb.ConfigureResponse {
  const response = new pb.ConfigureResponse();
  response.setAcceptsecrets(false);
  response.setAcceptresources(false);
  response.setAcceptoutputs(false);
  response.setSupportspreview(true);
  return response;
}

/** Completed inputs, or what is wrong with them. */
export function checkResponse({ inputs, failures }: Checked, secrets: ReadonlySet<string>): pb.CheckResponse {
  const response = new pb.CheckResponse();
  response.setInputs(toStruct(inputs, secrets));
  for (const { property, reason } of failures) {
    const failure = new pb.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}

/** Differences with their kinds. "No changes" is said, never left open: an engine that is told nothing compares for itself. */
export function diffResponse({ differences, replaces, stables, deleteBeforeReplace }: Diff): pb.DiffResponse {
  const response = new pb.DiffResponse();
  response.setChanges(differences.length > 0 ? pb.DiffResponse.DiffChanges.DIFF_SOME : pb.DiffResponse.DiffChanges.DIFF_NONE);
  response.setDiffsList([...new Set(differences.map(({ property }) => property))].sort());
  response.setReplacesList([...replaces]);
  response.setStablesList([...stables]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const difference of differences) response.getDetaileddiffMap().set(difference.path, propertyDiff(difference));
  return response;
}

/** A resource that was made; before it is made (in a preview) it has no id. */
export function createResponse(id: string | undefined, outputs: Properties, secrets: ReadonlySet<string>): pb.CreateResponse {
  const response = new pb.CreateResponse();
  if (id !== undefined) response.setId(id);
  response.setProperties(toStruct(outputs, secrets));
  return response;
}

/** A resource that was changed. */
export function updateResponse(outputs: Properties, secrets: ReadonlySet<string>): pb.UpdateResponse {
  const response = new pb.UpdateResponse();
  response.setProperties(toStruct(outputs, secrets));
  return response;
}

/** A resource as it is. Without one the answer is empty: that alone tells an engine that the resource is gone. */
export function readResponse(
  found: { id: string; outputs: Properties; inputs: Properties } | undefined,
  secrets: ReadonlySet<string>,
): pb.ReadResponse {
  const response = new pb.ReadResponse();
  if (!found) return response;
  response.setId(found.id);
  response.setInputs(toStruct(found.inputs, secrets));
  response.setProperties(toStruct(found.outputs, secrets));
  return response;
}

const KINDS = {
  add: [pb.PropertyDiff.Kind.ADD, pb.PropertyDiff.Kind.ADD_REPLACE],
  update: [pb.PropertyDiff.Kind.UPDATE, pb.PropertyDiff.Kind.UPDATE_REPLACE],
  delete: [pb.PropertyDiff.Kind.DELETE, pb.PropertyDiff.Kind.DELETE_REPLACE],
} as const;

/** The old side of a difference is an output, the new one an input: `inputDiff` stays false, as in the official plugin. */
function propertyDiff({ kind, replace }: Difference): pb.PropertyDiff {
  const difference = new pb.PropertyDiff();
  difference.setKind(KINDS[kind][replace ? 1 : 0]);
  return difference;
}
