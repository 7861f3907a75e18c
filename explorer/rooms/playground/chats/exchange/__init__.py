"""Chats that leave this app as files, and chats that come in: from this app, from ChatGPT, from LM Studio,
and lists of messages as programs write them.

Every reader makes ``PortableChat``, every writer takes it.
"""
