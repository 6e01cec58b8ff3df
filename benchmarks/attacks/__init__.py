"""Attacks on what Heartline publishes: what can someone find out who knows everything but the answers?"""
