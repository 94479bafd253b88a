"""What tests are played in: worlds with everything real but one thing, and what people and services do there."""
