// A foreign mail server for the runs under faults. It says on standard output
// where it listens and the Message-ID of every letter that it took, and is told
// on standard input, a word a line, how to behave:
//   take    take every letter
//   stall   take the letter's text and never answer
//   refuse  refuse for now
//   cut     take the letter, and cut the line before saying so
const readline = require("node:readline");
const { SMTPServer } = require("smtp-server");

let behaviour = "take";

function say(word, value) {
  process.stdout.write(`${word} ${value}\n`);
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  disableReverseLookup: true,
  logger: false,
  maxClients: 1000,
  onData(stream, session, done) {
    const now = behaviour;
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const id = /^Message-ID:\s*(\S+)/im.exec(Buffer.concat(parts).toString());
      switch (now) {
        case "stall":
          say("stalled", id ? id[1] : "-");
          return;
        case "refuse": {
          const busy = new Error("try again later");
          busy.responseCode = 451;
          return done(busy);
        }
        case "cut":
          say("took", id ? id[1] : "-");
          for (const connection of server.connections) {
            if (connection.session === session) connection._socket.destroy();
          }
          return;
        default:
          say("took", id ? id[1] : "-");
          return done(null, "taken");
      }
    });
  },
});
server.on("error", () => {}); // a client that was killed cuts its line
server.listen(0, "127.0.0.1", () => say("listening", server.server.address().port));
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  behaviour = line.trim();
  say("behaves", behaviour);
}).on("close", () => process.exit(0));
