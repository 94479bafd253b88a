"""An interview in writing: the candidate's side, the interviewer's side, the prompts. Pure."""
