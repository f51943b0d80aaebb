import engine, { type SetRootResourceRequest } from "@pulumi/pulumi/proto/engine_pb.js";

/** RPCs Engine.GetRootResource and SetRootResource: the SDK keeps the URN of the stack here. */
export function rootResource() {
  let urn = "";
  return {
    get: () => {
      const response = new engine.GetRootResourceResponse();
      response.setUrn(urn);
      return response;
    },
    set: (request: SetRootResourceRequest) => {
      urn = request.getUrn();
      return new engine.SetRootResourceResponse();
    },
  };
}
