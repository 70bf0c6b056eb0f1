"""The words of refusals that have one wording each; names in braces are the refusal's particulars."""

WORDS = {
    # Where somebody is, and who they are
    "no_community": "I don't know your community yet. Say something in its group, then come back.",
    "which_community": "You're in several of my communities. Which one do you mean?",
    "no_group_yet": "You don't have a community yet. Add me to your group and it becomes one.",
    "no_group_left": "I'm in none of this community's groups right now. Add me to one, then ask again.",
    "chat_unbound": "This group isn't part of a community yet. Owner, please press one of my buttons above.",
    "not_a_member": "We haven't met in this community yet. Say something in its group, then try again.",
    "button_unknown": "This button doesn't work any more.",
    "button_used": "That's already done.",
    "skips_left": "You chose to leave it at that.",
    "restore_decided": "That's decided already; I'm back at work.",
    "skips_said": "That has gone out already.",
    "skips_too_old": "That's more than {days} days ago; by now it would only puzzle people.",
    "button_too_old": "That was a while ago. Please send the command again.",
    "undo_not_yours": "Only whoever did this, or an owner, can take it back.",
    "house_rule_bad": "I can't set {name} to that.",
    # Checking in
    "check_in_day_over": "That button was for {day}, and that day is over. Use today's, or send /checkin.",
    # Questions
    "question_closed": "This question is closed, but thank you for answering!",
    "question_not_optional": "This one can't be skipped, but a short answer will do.",
    "question_not_yours": "This question is for someone else.",
    "answer_empty": "Please answer in words. I can't read pictures, voice messages or stickers.",
    "answer_too_short": "A little more, please: at least {needed} characters. That was {length}.",
    "answer_not_a_number": "Please answer with a number, like 3.",
    "answer_not_a_choice": "Please choose one of: {choices}.",
    # Naming a member
    "member_missing": "Who do you mean? Reply to one of their messages, or name them by @username.",
    "member_unknown": "I don't know {name} here. Reply to one of their messages; that always works.",
    "member_ambiguous": "I've seen {count} people called {name}. Reply to a message from the one you mean.",
    "member_is_bot": "{name} is a bot, and bots don't take part.",
    "one_member_only": "One at a time, please: name just one person.",
    # Points
    "amount_not_a_number": "“{text}” isn't a number of points. Write it like 10.",
    "amount_not_positive": "Points start at 1. To take some away, use /deduct.",
    "amount_too_large": "At most {limit} points at once.",
    "award_over_cap": "One member can get {cap} points a day at most; {left} are left today.",
    "balance_too_low": "They only have {balance} points to take from.",
    "reason_missing": "What for? Put the reason after the number; the member will read it.",
    "reason_too_long": "Please keep the reason under {limit} characters.",
    "self_reward": "You can't give yourself points, but someone else can.",
    # Tags
    "duration_bad": "“{text}” isn't a length of time. Write it like 12h or 30d.",
    "tag_bad": "“{text}” can't be a tag: use up to 32 letters or digits, without spaces.",
    "tag_reserved": "I look after the tag {tag} myself, so it can't be set by hand.",
    # Cohorts and chats
    "cohort_exists": "There's already a cohort called {name}. Please pick another name.",
    "cohort_name_bad": "A cohort needs a name of up to {limit} characters.",
    "date_bad": "“{text}” isn't a date. Write it like 2026-03-02.",
    "community_unclear": "You have several communities. Please press one of the buttons I sent to this group.",
    # Staff
    "is_owner": "{name} is an owner and can already do all that.",
    "not_staff": "{name} isn't on this community's team. Please choose someone else.",
    # To-dos
    "todo_closed": "Someone has already seen to that.",
    "todo_outcome": "This can't be closed that way.",
    # Scripts
    "scripts_missing": "The folder of scripts is missing: {folder}. What I read before goes on unchanged.",
    "no_run": "{title} isn't running for {who}.",
    "place_missing": "It's waiting in several places. Which one? {places}",
    "not_a_members_group": "This isn't a members' group. Please send that in the group you mean.",
    "run_newest": "{title} is already running on its newest version for {who}.",
    "sop_removed": "{sop} has no file any more, so there's no newer version. What's running goes on as it "
    "began.",
    "sop_changed": "{sop} has changed since. Have another look: /sop upgrade {sop}",
    "run_over": "{title} is already over for {who}.",
    "run_held": "{title} is already paused for {who}.",
    "run_not_held": "{title} isn't paused for {who}, it's running.",
}
