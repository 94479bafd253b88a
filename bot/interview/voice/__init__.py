"""An interview by voice: the candidate's side, the interviewer's side, the prompts. Pure."""
