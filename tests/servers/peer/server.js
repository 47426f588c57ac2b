/* telegram-test-api, a Telegram Bot API server that others wrote, mended only where a typed client could not read it.
 *
 *     node server.js [PORT]      prints its address; without a port it takes a free one
 *
 * What it keeps and how it pairs users with bots is the package's own: it validates nothing, forgets an update once it is
 * fetched, knows no files and no limits. https://github.com/jehy/telegram-test-api
 */
"use strict";

const { setTimeout: pause } = require("node:timers/promises");
const axios = require("axios"); // the very one that the package posts webhooks with
const express = require("express");
const TelegramServer = require("telegram-test-api");

/** Methods that the package lacks and that need no more than a nod. */
const NODDED_AT = ["setMyCommands", "setMyDescription", "setMyShortDescription", "sendChatAction", "setMessageReaction"];

/** What each method's result lacks; Telegram says `true` where the package says nothing. */
const MENDED = {
  getMe: (bot) => ({ ...bot, is_bot: true }),
  // The package echoes every parameter, as text, and milliseconds.
  sendMessage: ({ message_id, date, chat, text, reply_markup }) => {
    return { message_id, date: Math.floor(date / 1000), chat, text, reply_markup };
  },
};

const telegram = new TelegramServer();

const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const formatted = format(update);
  const press = formatted.callback_query;
  return press ? { ...formatted, callback_query: { ...press, chat_instance: String(press.message.chat.id) } } : formatted;
};

axios.interceptors.request.use((request) => {
  const secret = Object.values(telegram.webhooks).find(({ url }) => url === request.url)?.secret_token;
  return secret ? { ...request, headers: { ...request.headers, "X-Telegram-Bot-Api-Secret-Token": secret } } : request;
});
// Nobody in the package waits for a webhook's answer: one that is refused must not end the server.
process.on("unhandledRejection", (error) => console.error(String(error)));

function mend(request, response, next) {
  const send = response.json.bind(response);
  const mended = MENDED[request.params.method] ?? ((result) => result ?? true);
  response.json = (answer) => send(answer.ok ? { ...answer, result: mended(answer.result) } : answer);
  next();
}

/** Holds an empty getUpdates for as long as it asks, or a bot would call a thousand times a second. */
async function hold(request, response, next) {
  const waits = ({ botToken, isRead }) => botToken === request.params.token && !isRead;
  const until = Date.now() + 1000 * Number(request.body.timeout ?? request.query.timeout ?? 0);
  while (!telegram.storage.userMessages.some(waits) && Date.now() < until && !response.destroyed) await pause(20);
  // Updates fetched for a caller who has hung up would be lost.
  if (!response.destroyed) next();
}

function webhookInfo(request, response) {
  const url = telegram.webhooks[request.params.token]?.url ?? "";
  response.json({ ok: true, result: { url, has_custom_certificate: false, pending_update_count: 0 } });
}

const app = express();
app.use(express.json(), express.urlencoded({ extended: true }));
app.all("/bot:token/:method", mend);
app.all(`/bot:token/:method(${NODDED_AT.join("|")})`, (_request, response) => response.json({ ok: true }));
app.all("/bot:token/getWebhookInfo", webhookInfo);
app.all("/bot:token/getUpdates", hold);
app.use(telegram.webServer);

const server = app.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
