"""The client messages of BidiGenerateContent (v1beta), field by field. Nothing outside these tables is accepted.

Sources: ai.google.dev/api/live, the published proto, and what google-genai 3.6.1 sends.
"""

from sims.gemini.wire import ANYTHING, BOOL, BYTES, INT, NUMBER, STRING, Enumeration, Message, Repeated, Spec, Table


def _enum(name: str, *values: str) -> Enumeration:
    return Enumeration(name, frozenset(values))


EMPTY = Message()
BLOB = Message({"mimeType": STRING, "data": BYTES})
SCHEMA = Message()
SCHEMA.fields.update(
    dict.fromkeys(("format", "title", "description", "pattern"), STRING)
    | dict.fromkeys(("maxItems", "minItems", "maxProperties", "minProperties", "maxLength", "minLength"), INT)
    | {
        "type": _enum("Type", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"),
        "nullable": BOOL,
        "enum": Repeated(STRING),
        "properties": Table(SCHEMA),
        "required": Repeated(STRING),
        "propertyOrdering": Repeated(STRING),
        "anyOf": Repeated(SCHEMA),
        "items": SCHEMA,
        "minimum": NUMBER,
        "maximum": NUMBER,
        "example": ANYTHING,
        "default": ANYTHING,
    }
)

FUNCTION_RESPONSE = Message(
    {
        "id": STRING,
        "name": STRING,
        "response": ANYTHING,
        "willContinue": BOOL,
        "scheduling": _enum("Scheduling", "SCHEDULING_UNSPECIFIED", "SILENT", "WHEN_IDLE", "INTERRUPT"),
    }
)
PART = Message(
    {
        "text": STRING,
        "thought": BOOL,
        "thoughtSignature": BYTES,
        "inlineData": BLOB,
        "fileData": Message({"mimeType": STRING, "fileUri": STRING}),
        "functionCall": Message({"id": STRING, "name": STRING, "args": ANYTHING}),
        "functionResponse": FUNCTION_RESPONSE,
    }
)
CONTENT = Message({"role": STRING, "parts": Repeated(PART)})

VOICE = Message({"prebuiltVoiceConfig": Message({"voiceName": STRING})})
SPEECH = Message(
    {
        "voiceConfig": VOICE,
        "languageCode": STRING,
        "multiSpeakerVoiceConfig": Message(
            {"speakerVoiceConfigs": Repeated(Message({"speaker": STRING, "voiceConfig": VOICE}))}
        ),
    }
)
NOT_IN_LIVE: dict[str, Spec] = {
    "responseMimeType": STRING,
    "responseSchema": ANYTHING,
    "responseJsonSchema": ANYTHING,
    "responseLogprobs": BOOL,
    "logprobs": INT,
    "stopSequences": Repeated(STRING),
    "routingConfig": ANYTHING,
    "audioTimestamp": BOOL,
}
"""Fields of generationConfig that exist, and that Live refuses."""
GENERATION = Message(
    {
        "candidateCount": INT,
        "maxOutputTokens": INT,
        "temperature": NUMBER,
        "topP": NUMBER,
        "topK": NUMBER,
        "presencePenalty": NUMBER,
        "frequencyPenalty": NUMBER,
        "seed": INT,
        "responseModalities": Repeated(_enum("Modality", "MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO", "VIDEO")),
        "mediaResolution": _enum(
            "MediaResolution",
            "MEDIA_RESOLUTION_UNSPECIFIED",
            "MEDIA_RESOLUTION_LOW",
            "MEDIA_RESOLUTION_MEDIUM",
            "MEDIA_RESOLUTION_HIGH",
        ),
        "speechConfig": SPEECH,
        "thinkingConfig": Message(
            {
                "includeThoughts": BOOL,
                "thinkingBudget": INT,
                "thinkingLevel": _enum("ThinkingLevel", "MINIMAL", "LOW", "MEDIUM", "HIGH"),
            }
        ),
        "enableAffectiveDialog": BOOL,
        "translationConfig": Message({"targetLanguageCode": STRING, "echoTargetLanguage": BOOL}),
        **NOT_IN_LIVE,
    }
)

FUNCTION = Message(
    {
        "name": STRING,
        "description": STRING,
        "parameters": SCHEMA,
        "parametersJsonSchema": ANYTHING,
        "response": SCHEMA,
        "responseJsonSchema": ANYTHING,
        "behavior": _enum("Behavior", "UNSPECIFIED", "BLOCKING", "NON_BLOCKING"),
    }
)
TOOL = Message(
    {
        "functionDeclarations": Repeated(FUNCTION),
        "googleSearch": EMPTY,
        "codeExecution": EMPTY,
        "urlContext": EMPTY,
    }
)
REALTIME_CONFIG = Message(
    {
        "automaticActivityDetection": Message(
            {
                "disabled": BOOL,
                "startOfSpeechSensitivity": _enum(
                    "StartSensitivity", "START_SENSITIVITY_HIGH", "START_SENSITIVITY_LOW"
                ),
                "endOfSpeechSensitivity": _enum("EndSensitivity", "END_SENSITIVITY_HIGH", "END_SENSITIVITY_LOW"),
                "prefixPaddingMs": INT,
                "silenceDurationMs": INT,
            }
        ),
        "activityHandling": _enum("ActivityHandling", "START_OF_ACTIVITY_INTERRUPTS", "NO_INTERRUPTION"),
        "turnCoverage": _enum(
            "TurnCoverage",
            "TURN_INCLUDES_ONLY_ACTIVITY",
            "TURN_INCLUDES_ALL_INPUT",
            "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO",
        ),
    }
)
TRANSCRIPTION = Message(
    {
        "languageCodes": Repeated(STRING),
        "languageAuto": EMPTY,
        "languageHints": Message({"languageCodes": Repeated(STRING)}),
        "customVocabulary": Repeated(STRING),
        "adaptationPhrases": Repeated(STRING),
        "wordTimestamp": BOOL,
        "diarization": BOOL,
        "mode": STRING,
    }
)
SETUP = Message(
    {
        "model": STRING,
        "generationConfig": GENERATION,
        "systemInstruction": CONTENT,
        "tools": Repeated(TOOL),
        "realtimeInputConfig": REALTIME_CONFIG,
        "sessionResumption": Message({"handle": STRING}),
        "contextWindowCompression": Message({"triggerTokens": INT, "slidingWindow": Message({"targetTokens": INT})}),
        "inputAudioTranscription": TRANSCRIPTION,
        "outputAudioTranscription": TRANSCRIPTION,
        "proactivity": Message({"proactiveAudio": BOOL, "proactiveVideo": BOOL}),
        "historyConfig": Message({"initialHistoryInClientContent": BOOL}),
        "safetySettings": Repeated(Message({"category": STRING, "threshold": STRING})),
        "labels": Table(STRING),
    }
)

CLIENT = Message(
    {
        "setup": SETUP,
        "clientContent": Message({"turns": Repeated(CONTENT), "turnComplete": BOOL}),
        "realtimeInput": Message(
            {
                "audio": BLOB,
                "video": BLOB,
                "text": STRING,
                "audioStreamEnd": BOOL,
                "activityStart": EMPTY,
                "activityEnd": EMPTY,
                "mediaChunks": Repeated(BLOB),
            }
        ),
        "toolResponse": Message({"functionResponses": Repeated(FUNCTION_RESPONSE)}),
    }
)
"""BidiGenerateContentClientMessage: exactly one of these."""
