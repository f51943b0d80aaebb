import resource, { type SupportsFeatureRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { Deployment } from "../deployment/deployment.ts";

/** All that this engine says it can: secrets keep their mark. What is not claimed the SDK does itself, or refuses to the program. */
const FEATURES = { secrets: resource.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS } as const;

/** RPC GetDeploymentInfo. */
export function getDeploymentInfo({ stack, project, preview }: Deployment) {
  const info = new resource.DeploymentInfo();
  info.setProject(project);
  info.setStack(stack);
  info.setOrganization("organization");
  info.setDryrun(preview);
  info.setSupportedfeaturesList(Object.values(FEATURES));
  return info;
}

/** RPC SupportsFeature, which older SDKs ask instead. */
export function supportsFeature(request: SupportsFeatureRequest) {
  const response = new resource.SupportsFeatureResponse();
  response.setHassupport(Object.hasOwn(FEATURES, request.getId()));
  return response;
}
