// Prints a region's cases, by the client generated from the contract:
//   BASE_URL=http://localhost:8080 TOKEN=… node generated/client.js kongsvingerregionen
import createClient from "openapi-fetch";
import type { paths } from "./generated/openapi.js";

function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

const region = process.argv[2] ?? "kongsvingerregionen";
const api = createClient<paths>({
  baseUrl: required("BASE_URL"),
  headers: { Authorization: `Bearer ${required("TOKEN")}` },
});

let cursor: string | undefined;
do {
  const { data, error } = await api.GET("/v1/regions/{region}/cases", {
    params: { path: { region }, query: cursor ? { cursor } : {} },
  });
  if (error) {
    throw new Error(`${error.code}: ${error.detail ?? error.title}`);
  }
  for (const { number, state, title } of data.items) {
    console.log(`${number}\t${state}\t${title}`);
  }
  cursor = data.next;
} while (cursor);
