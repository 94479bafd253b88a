"""What an operator reads in a channel of theirs when something breaks, and when it is over: for the docs' picture."""

import itertools

from simcord.builders import ChannelHandle

from bot.demo.stage import DemoStage
from bot.gemini.api.failures import BY_NAME, ConnectionStage
from bot.process.alerting import Alert
from bot.process.conditions import Condition, Surroundings, Vitals, conditions

HOOK = "https://discord.com/api/webhooks/0/0"
KEY = Vitals(gemini=BY_NAME["leaked_key"].failure(ConnectionStage.SETUP), gemini_tried=True, under_way=3, waiting=1)
FULL = Vitals(refusal="interviews.db cannot be written: the disk is full", under_way=4, waiting=4)


def post(here: DemoStage) -> ChannelHandle:
    """Post a beginning and an end, and another beginning, as a webhook does; returns the channel."""
    channel = here.guild.create_text_channel("bot-alerts")
    hook = here.guild.create_webhook(channel, name="interview-bot")
    for alert in (began(FULL), over(FULL), began(KEY)):
        words = str(alert.body(HOOK)["content"])
        user = hook._webhook.webhook_user_id
        here.env.backend.create_message(channel.id, user, words, webhook_id=hook.id, author_name="interview-bot")
    return channel


def began(vitals: Vitals) -> Alert:
    found = only(vitals)
    return Alert(found.cause, True, found.side, found.what, found.fix, vitals.under_way, vitals.waiting, 30.0)


def over(vitals: Vitals) -> Alert:
    found = only(vitals)
    return Alert(found.cause, False, None, found.what, "", vitals.under_way, 0, 840.0)


def only(vitals: Vitals) -> Condition:
    """The one thing that is wrong."""
    (found,) = itertools.islice(conditions(vitals, Surroundings(), 0.0), 1)
    return found
