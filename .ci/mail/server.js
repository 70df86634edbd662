// A foreign mail server for the runs under faults. It says on standard output
// where it listens and the Message-ID of every letter that it took, and is told
// on standard input, a word a line, how to behave:
//   take    take every letter
//   stall   take the letter's text and never answer
//   refuse  refuse for now
//   deny    refuse for good
//   cut     take the letter, and cut the line before saying so
//   vary    any of these, drawn by lot for each letter: six of ten are taken
const readline = require("node:readline");
const { SMTPServer } = require("smtp-server");

let behaviour = "take";

const lot = ["take", "take", "take", "take", "take", "take", "stall", "refuse", "deny", "cut"];

// drawn is how it behaves to one letter.
function drawn() {
  return behaviour === "vary" ? lot[Math.floor(Math.random() * lot.length)] : behaviour;
}

// refusal is an answer of the server's.
function refusal(code, words) {
  const error = new Error(words);
  error.responseCode = code;
  return error;
}

function say(word, value) {
  process.stdout.write(`${word} ${value}\n`);
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  disableReverseLookup: true,
  logger: false,
  maxClients: 1000,
  // It may say no already when it hears to whom.
  onRcptTo(address, session, done) {
    const now = behaviour === "vary" && Math.random() < 0.1 ? drawn() : "take";
    if (now === "refuse") return done(refusal(450, "mailbox busy"));
    if (now === "deny") {
      say("denied", "-");
      return done(refusal(550, "no such person"));
    }
    done();
  },
  onData(stream, session, done) {
    const now = drawn();
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const id = /^Message-ID:\s*(\S+)/im.exec(Buffer.concat(parts).toString());
      switch (now) {
        case "stall":
          say("stalled", id ? id[1] : "-");
          return;
        case "refuse":
          say("refused", id ? id[1] : "-");
          return done(refusal(451, "try again later"));
        case "deny":
          say("denied", id ? id[1] : "-");
          return done(refusal(554, "not wanted here"));
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
