import { randomUUID } from "node:crypto";
import { typeOfUrn } from "../../../../stacks/model/ref.ts";
import { EngineError } from "../../error.ts";
import { UNKNOWN, type Urn } from "../../port.ts";
import { packageOf, providerReference, type Resource } from "../resource.ts";
import { sameValue, type Values } from "../value.ts";
import { check, checkConfig } from "./check.ts";
import { configure } from "./configure.ts";
import { create } from "./create.ts";
import { deleteResource } from "./delete.ts";
import { diff, diffConfig } from "./diff.ts";
import { inventedId, offline } from "./offline.ts";
import type { Plugin } from "./plugin.ts";
import type { Provider } from "./provider.ts";
import { read } from "./read.ts";
import { update } from "./update.ts";

/** The key under which the engine keeps facts about a provider's plugin in its inputs; the plugin never sees it. */
const INTERNAL = "__internal";

/** The provider resources of one deployment and the plugins behind them (`pkg/resource/deploy/providers/registry.go`). */
export type Registry = {
  /** Handles provider resources themselves: to create one is to configure a plugin. */
  self: Provider;
  /** The provider that a resource names as `<urn>::<id>`. @throws EngineError PROVIDER_FAILED when it was not registered. */
  get(reference: string): Provider;
  /** Takes over a provider resource that did not change, with the inputs that it had. */
  same(resource: Resource): Promise<void>;
  close(): void;
};

/** How a deployment uses its providers. `offline` leaves them unconfigured: `known` and `unknown` say whether made resources get an id. */
export type Use = { connect(packageName: string): Promise<Plugin>; preview: boolean; offline: "known" | "unknown" | undefined };

/** Opens an empty registry. */
export function openRegistry(use: Use): Registry {
  const checked = new Map<Urn, Plugin>();
  const configured = new Map<string, Plugin>();
  const ready = async (plugin: Plugin, urn: Urn, id: string, inputs: Values) => {
    if (!use.offline) await configure(plugin, urn, id, inputs);
    configured.set(providerReference({ urn, id }), plugin);
  };
  /** The plugin that was started to check the configuration, or a new one. */
  const take = async (urn: Urn, type: string) => {
    const plugin = checked.get(urn) ?? (await use.connect(packageOf(type)));
    checked.delete(urn);
    return plugin;
  };
  const self = selfProvider(use, checked, configured, take, ready);
  return {
    self,
    get: (reference) => {
      const plugin = configured.get(reference);
      if (!plugin) throw new EngineError("PROVIDER_FAILED", `unknown provider "${reference}"`);
      const real = pluginProvider(plugin);
      return use.offline ? offline(real, use.offline === "known") : real;
    },
    same: async ({ urn, id, type, inputs }) => {
      if (!configured.has(providerReference({ urn, id }))) await ready(await take(urn, type), urn, id, withoutInternal(inputs));
    },
    close: () => {
      for (const { client } of [...checked.values(), ...configured.values()]) client.close();
    },
  };
}

function pluginProvider(plugin: Plugin): Provider {
  return {
    check: (request) => check(plugin, request),
    diff: (request) => diff(plugin, request),
    create: (request) => create(plugin, request),
    update: (request) => update(plugin, request),
    delete: (request) => deleteResource(plugin, request),
    read: (request) => read(plugin, request),
  };
}

type Take = (urn: Urn, type: string) => Promise<Plugin>;
type Ready = (plugin: Plugin, urn: Urn, id: string, inputs: Values) => Promise<void>;

function selfProvider(use: Use, checked: Map<Urn, Plugin>, configured: Map<string, Plugin>, take: Take, ready: Ready): Provider {
  return {
    check: async (request) => {
      const { urn, olds, news } = request;
      const plugin = await use.connect(packageOf(typeOfUrn(urn)));
      checked.get(urn)?.client.close();
      checked.set(urn, plugin);
      const response = await checkConfig(plugin, { ...request, olds: olds && withoutInternal(olds), news: withoutInternal(news) });
      return { ...response, inputs: withEngineFacts(urn, news, response.inputs) };
    },
    diff: async (request) => {
      const plugin = checked.get(request.urn) ?? configured.get(providerReference(request));
      if (!plugin) throw new EngineError("PROVIDER_FAILED", `the provider ${request.urn} was not checked before it is compared`);
      const [oldInputs, newInputs] = [withoutInternal(request.oldInputs), withoutInternal(request.newInputs)];
      return diffConfig(plugin, { ...request, oldInputs, newInputs });
    },
    create: async ({ urn, inputs, preview }) => {
      const id = use.offline === "known" ? inventedId(urn) : preview ? UNKNOWN : randomUUID();
      const outputs = withoutInternal(inputs);
      await ready(await take(urn, typeOfUrn(urn)), urn, id, outputs);
      return { id, outputs, initErrors: [] };
    },
    update: async ({ urn, id, newInputs }) => {
      const outputs = withoutInternal(newInputs);
      await ready(await take(urn, typeOfUrn(urn)), urn, id, outputs);
      return { id, outputs, initErrors: [] };
    },
    delete: async (request) => {
      configured.get(providerReference(request))?.client.close();
      configured.delete(providerReference(request));
    },
    read: async () => {
      throw new EngineError("PROVIDER_FAILED", "a provider resource cannot be read");
    },
  };
}

function withoutInternal(inputs: Values): Values {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== INTERNAL));
}

/** The version belongs to the engine: a plugin may forget it, not change it. */
function withEngineFacts(urn: Urn, asked: Values, answered: Values): Values {
  if (answered.version !== undefined && asked.version !== undefined && !sameValue(answered.version, asked.version)) {
    throw new EngineError("PROVIDER_FAILED", `the provider ${urn} changed its version from ${asked.version} to ${answered.version}`);
  }
  return {
    ...answered,
    ...(asked.version === undefined ? {} : { version: asked.version }),
    ...(asked[INTERNAL] === undefined ? {} : { [INTERNAL]: asked[INTERNAL] }),
  };
}
