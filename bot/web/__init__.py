"""The candidate's page: aiohttp.web behind one door. What it must never do is import discord, or know an interview."""
