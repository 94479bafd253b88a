// A bot on discord.js joins a voice channel of the simulated Discord, hears one person and says what it is given.
// argv: settings as JSON {port, token, guild, channel, user, say (s16le stereo 48 kHz), heard (file to write), seconds}.
// Prints one JSON line for each step; run.py reads them.
import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import tls from 'node:tls';
import { createRequire } from 'node:module';

const settings = JSON.parse(process.argv[2]);
const say = (step, more = {}) => console.log(JSON.stringify({ step, ...more }));

// Every TLS name is the simulator's one port; the name itself stays, for the certificate and the Host.
const connect = tls.connect;
tls.connect = (options, ...rest) =>
  connect({ ...options, servername: options.servername || options.host, host: '127.0.0.1', port: settings.port }, ...rest);

const require = createRequire(import.meta.url);
const { Client, GatewayIntentBits } = require('discord.js');
const voice = require('@discordjs/voice');
const OpusScript = require('opusscript');

const until = async (what, holds) => {
  for (let i = 0; i < 500; i++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`never happened: ${what}`);
};

const client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates] });
const ready = new Promise((done) => client.once('clientReady', done));
await client.login(settings.token);
await ready;
say('ready', { user: client.user.username, versions: { node: process.version } });

const guild = client.guilds.cache.get(settings.guild);
const connection = voice.joinVoiceChannel({
  channelId: settings.channel,
  guildId: settings.guild,
  adapterCreator: guild.voiceAdapterCreator,
  selfDeaf: false,
});
await voice.entersState(connection, voice.VoiceConnectionStatus.Ready, 10_000);
const dave = () => connection.state.networking?.state.dave;
await until('a DAVE group', () => dave()?.session?.ready);
say('group', { protocolVersion: dave().protocolVersion, mode: connection.state.networking.state.connectionData.encryptionMode });

const decoder = new OpusScript(48_000, 2, OpusScript.Application.VOIP);
const file = createWriteStream(settings.heard);
let packets = 0;
const stream = connection.receiver.subscribe(settings.user, { end: { behavior: voice.EndBehaviorType.Manual } });
stream.on('data', (packet) => {
  packets += 1;
  file.write(decoder.decode(packet));
});
say('listening');
await until('the person speaks', () => packets >= settings.packets);
await new Promise((done) => file.end(done));
say('heard', { packets });

const encoder = new OpusScript(48_000, 2, OpusScript.Application.VOIP);
const pcm = readFileSync(settings.say);
const frames = [];
for (let at = 0; at + 3840 <= pcm.length; at += 3840) frames.push(Buffer.from(encoder.encode(pcm.subarray(at, at + 3840), 960)));
const player = voice.createAudioPlayer();
connection.subscribe(player);
player.play(voice.createAudioResource(Readable.from(frames), { inputType: voice.StreamType.Opus }));
await voice.entersState(player, voice.AudioPlayerStatus.Playing, 5_000);
await voice.entersState(player, voice.AudioPlayerStatus.Idle, 10_000);
say('spoken', { frames: frames.length });

connection.destroy();
await new Promise((done) => setTimeout(done, 200));
await client.destroy();
say('left');
