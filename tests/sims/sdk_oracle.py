"""Google's own SDK as the judge of our frames.

`check_client(raw)` and `check_server(raw)` validate one frame against google-genai's types; `sdk_setup(model, config)`
is the setup frame the SDK itself would send. What the types leave open (one-of, required fields) is checked here.
"""

import json
import warnings
from typing import Any, TypeVar, cast

import pydantic

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the SDK thinks of its own dependencies
    from google import genai
    from google.genai import _common, _live_converters, types

MESSAGES = ("setup", "clientContent", "realtimeInput", "toolResponse")
REALTIME = ("audio", "video", "text", "audio_stream_end", "activity_start", "activity_end")

M = TypeVar("M", bound=pydantic.BaseModel)


class BadMessage(ValueError):
    """The SDK would not have sent, or not have understood, this frame."""


class Setup(types.LiveClientSetup):
    """The SDK's setup with the field that it forgets: there it lives in LiveConnectConfig only."""

    realtime_input_config: types.RealtimeInputConfig | None = None


class ClientMessage(types.LiveClientMessage):
    """A client message with that Setup."""

    setup: Setup | None = None


def check_client(raw: str) -> ClientMessage:
    """One frame of ours to the service. Raises BadMessage."""
    keys = list(json.loads(raw))
    if len(keys) != 1 or keys[0] not in MESSAGES:
        raise BadMessage(f"exactly one of {MESSAGES}, got {keys}")
    message = _validate(ClientMessage, raw)
    if message.setup is not None and not (message.setup.model or "").startswith("models/"):
        raise BadMessage("setup.model must be models/<id>")
    if message.client_content is not None:
        _check_roles(message.client_content)
    if message.realtime_input is not None:
        _check_realtime(message.realtime_input)
    if message.tool_response is not None:
        _check_tool_response(message.tool_response)
    return message


def check_server(raw: str | bytes) -> types.LiveServerMessage:
    """One frame of the service to us. Raises BadMessage."""
    value = json.loads(raw)
    activity = value.get("voiceActivity", {})
    if "type" in activity:  # the SDK's converter renames this one field
        activity["voiceActivityType"] = activity.pop("type")
    return _validate(types.LiveServerMessage, json.dumps(value))


def sdk_setup(model: str, config: types.LiveConnectConfig) -> dict[str, Any]:
    """The first frame google-genai would send for this config, in camelCase: `{"setup": {…}}`."""
    parameters = types.LiveConnectParameters(model=model, config=config).model_dump(exclude_none=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client = genai.Client(api_key="x")
        converted = _live_converters._LiveConnectParameters_to_mldev(
            api_client=client._api_client, from_object=parameters
        )
        frame = cast("dict[str, Any]", _common.convert_to_dict(converted))
        client.close()
    frame.pop("config", None)
    frame["setup"]["model"] = model
    plain = json.dumps(_common.encode_unserializable_types(frame), default=str)
    return cast("dict[str, Any]", _camel(json.loads(plain)))


def _validate(model: type[M], raw: str) -> M:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # an unknown enum value is only a warning to the SDK
        try:
            return model.model_validate_json(raw)  # only the JSON path decodes base64
        except (pydantic.ValidationError, Warning) as problem:
            raise BadMessage(str(problem)) from None


def _check_roles(content: types.LiveClientContent) -> None:
    if any(turn.role not in ("user", "model") or not turn.parts for turn in content.turns or ()):
        raise BadMessage("every turn needs a role (user, model) and parts")


def _check_realtime(realtime: types.LiveClientRealtimeInput) -> None:
    kinds = [kind for kind in REALTIME if getattr(realtime, kind) is not None]
    if len(kinds) != 1 or realtime.media_chunks is not None:
        raise BadMessage(f"realtimeInput carries exactly one of {REALTIME}, got {kinds}")
    for blob in (realtime.audio, realtime.video):
        if blob is not None and not (blob.data and blob.mime_type):
            raise BadMessage("a blob needs data and mimeType")
    if realtime.audio is not None and len(realtime.audio.data or b"") % 2:
        raise BadMessage("PCM16 with half a sample")


def _check_tool_response(response: types.LiveClientToolResponse) -> None:
    if any(not answer.id or not answer.name for answer in response.function_responses or ()):
        raise BadMessage("functionResponses need id and name")


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {_camel_name(key): _camel(item) for key, item in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value


def _camel_name(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)
