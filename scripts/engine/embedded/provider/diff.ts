import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider, { type DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../../stacks/model/ref.ts";
import { call, isUnimplemented } from "../rpc.ts";
import { plain, sameValue } from "../value.ts";
import { type Plugin, toPlugin } from "./plugin.ts";
import { type Diff, type DiffKind, type DiffRequest, diffOfInputs, NO_DIFF } from "./provider.ts";

const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;

/** RPC Diff: what would change about a resource, and whether it must be replaced. A plugin that does not say so is answered by its inputs. */
export async function diff(plugin: Plugin, request: DiffRequest): Promise<Diff> {
  const response = await call(plugin.client, ResourceProviderService.diff, messageOf(plugin, request));
  const changes = response.getChanges();
  if (changes === DIFF_NONE || changes === DIFF_SOME) return diffOf(response);
  return diffOfInputs(plain(request.oldInputs), plain(request.newInputs), sameValue);
}

/** RPC DiffConfig: the same for the provider's own configuration; here the outputs of a provider resource are its old configuration. */
export async function diffConfig(plugin: Plugin, request: DiffRequest): Promise<Diff> {
  try {
    const response = await call(plugin.client, ResourceProviderService.diffConfig, messageOf(plugin, request));
    const changes = response.getChanges();
    if (changes === DIFF_NONE || changes === DIFF_SOME) return diffOf(response);
    return { ...diffOf(response), changes: !sameValue(plain(request.oldOutputs), plain(request.newInputs)) };
  } catch (error) {
    if (isUnimplemented(error)) return { ...NO_DIFF, changes: !sameValue(plain(request.oldOutputs), plain(request.newInputs)) };
    throw error;
  }
}

function messageOf(plugin: Plugin, request: DiffRequest) {
  const message = new provider.DiffRequest();
  message.setId(request.id);
  message.setUrn(request.urn);
  message.setName(nameOfUrn(request.urn));
  message.setType(typeOfUrn(request.urn));
  message.setOldInputs(toPlugin(plugin, request.oldInputs));
  message.setOlds(toPlugin(plugin, request.oldOutputs));
  message.setNews(toPlugin(plugin, request.newInputs));
  message.setIgnorechangesList([...request.ignoreChanges]);
  return message;
}

function diffOf(response: DiffResponse): Diff {
  const detailed = response
    .getDetaileddiffMap()
    .toArray()
    .map(([path]) => {
      const detail = response.getDetaileddiffMap().get(path)!;
      return [path, { diffKind: KINDS[detail.getKind()] ?? "update", inputDiff: detail.getInputdiff() }];
    });
  return {
    changes: response.getChanges() === DIFF_SOME,
    changedKeys: response.getDiffsList(),
    replaceKeys: response.getReplacesList(),
    detailedDiff: response.getHasdetaileddiff() ? Object.fromEntries(detailed) : undefined,
    deleteBeforeReplace: response.getDeletebeforereplace(),
  };
}

const KINDS: Readonly<Record<number, DiffKind>> = {
  [provider.PropertyDiff.Kind.ADD]: "add",
  [provider.PropertyDiff.Kind.ADD_REPLACE]: "add-replace",
  [provider.PropertyDiff.Kind.DELETE]: "delete",
  [provider.PropertyDiff.Kind.DELETE_REPLACE]: "delete-replace",
  [provider.PropertyDiff.Kind.UPDATE]: "update",
  [provider.PropertyDiff.Kind.UPDATE_REPLACE]: "update-replace",
};
