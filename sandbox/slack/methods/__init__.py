"""The Web API by family; `web_api.METHODS` is their union."""
