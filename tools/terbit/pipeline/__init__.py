"""The main job: the stages of a publish, run by whoever is due, safe to kill and to repeat at any point."""
