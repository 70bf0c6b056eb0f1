"""The words of refusals that have one wording each; names in braces are the refusal's particulars."""

WORDS = {
    # Where somebody is, and who they are
    "no_community": "I do not know your community yet. Say something in its group, then come back.",
    "which_community": "You are in several of my communities. Which one do you mean?",
    "no_group_yet": "You have no community yet. Add me to your group, and it becomes one.",
    "no_group_left": "I'm in none of this community's groups right now. Add me to one, then ask again.",
    "chat_unbound": "This group belongs to no community yet. Owner, please press one of my buttons above.",
    "not_a_member": "I have not met you in this community yet. Say something in its group, then try again.",
    "button_unknown": "This button does not work any more.",
    "button_used": "That is done already.",
    "button_too_old": "That was a while ago; please send the command again.",
    # Checking in
    "check_in_day_over": "That button was for {day}, which is over. Use today's button, or send /checkin.",
    # Questions
    "question_closed": "This question is closed, but thank you!",
    "question_not_optional": "This one cannot be skipped; a short answer will do.",
    "question_not_yours": "This question is for somebody else.",
    "answer_empty": "Please answer in words; I cannot read pictures, voices or stickers.",
    "answer_too_short": "A little more, please: at least {needed} characters, these are {length}.",
    "answer_not_a_number": "Please answer with a number, for instance 3.",
    "answer_not_a_choice": "Please choose one of: {choices}.",
    # Naming a member
    "member_missing": "Whom do you mean? Reply to a message of theirs, or name them by @username.",
    "member_unknown": "I do not know {name} here. Reply to a message of theirs; that always works.",
    "member_ambiguous": "I have seen {count} people as {name}. Reply to a message of the one you mean.",
    "member_is_bot": "{name} is a bot, and bots take no part.",
    "one_member_only": "One at a time, please: name just one person.",
    # Points
    "amount_not_a_number": "“{text}” is no number of points. Write it like 10.",
    "amount_not_positive": "Points start at 1. To take some away, use /deduct.",
    "amount_too_large": "At most {limit} points at once.",
    "award_over_cap": "At most {cap} points a day for one member; today {left} are left.",
    "balance_too_low": "There are only {balance} points to take from.",
    "reason_missing": "What for? Put the reason behind the number; the member reads it.",
    "reason_too_long": "Please keep the reason below {limit} characters.",
    "self_reward": "You cannot give points to yourself; somebody else can.",
    # Tags
    "duration_bad": "“{text}” is no length of time. Write it like 12h or 30d.",
    "tag_bad": "“{text}” cannot be a tag: up to 32 letters or digits, without spaces.",
    "tag_reserved": "I keep the tag {tag} myself; it is not set by hand.",
    # Cohorts and chats
    "cohort_exists": "There is a cohort {name} already; take another name.",
    "cohort_name_bad": "A cohort needs a name of at most {limit} characters.",
    "date_bad": "“{text}” is no date. Write it like 2026-03-02.",
    "community_unclear": "You have several communities. Press one of the buttons I sent to this group.",
    # Staff
    "is_owner": "{name} is an owner and may do all that already.",
    "not_staff": "{name} does not help to run this community; choose somebody else.",
    # To-dos
    "todo_closed": "Somebody has seen to that already.",
    "todo_outcome": "This cannot be closed in that way.",
    # Scripts
    "scripts_missing": "The folder of scripts is missing: {folder}. What I read before goes on unchanged.",
    "no_run": "{title} isn't running for {who}.",
    "place_missing": "It waits in several places; say which one: {places}",
    "not_a_members_group": "This is no group of members; send that in the group that is meant.",
    "run_over": "{title} is already over for {who}.",
    "run_held": "{title} is already paused for {who}.",
    "run_not_held": "{title} isn't paused for {who}, it's running.",
}
