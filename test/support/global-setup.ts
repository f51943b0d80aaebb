import type { TestProject } from "vitest/node";
import { startAws } from "../../scripts/emulators/aws/aws.ts";
import { createRunFolder } from "../../scripts/emulators/run-folder.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The stand-in for AWS that all test files share. */
    aws: { endpoint: string };
    /** A folder of this run for what tests write. */
    run: { folder: string };
  }
}

/** One AWS for the whole run: tests keep apart by account (`testAccount`). */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, discard } = createRunFolder("test");
  const aws = await startAws({ folder, progress: (line) => console.error(line) });
  project.provide("aws", { endpoint: aws.endpoint });
  project.provide("run", { folder });
  return async () => {
    await aws.close();
    discard();
  };
}
