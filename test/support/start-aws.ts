import { stdout } from "node:process";
import { startAws } from "../../scripts/emulators/aws/aws.ts";

// A process of its own that starts AWS in the folder of its argument, prints the address, and closes it when it is told to end.
const aws = await startAws({ folder: process.argv[2]! });
stdout.write(`${aws.endpoint}\n`);
process.once("SIGTERM", () => void aws.close());
