"""The candidate's page: the one place that imports aiohttp.web. It must never import discord, or know an interview."""
