"""What is printed, and kept as RESULTS.md."""

lines = []


def say(text=""):
    print(text, flush=True)
    lines.append(text)


def table(head, rows):
    say("| " + " | ".join(head) + " |")
    say("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        say("| " + " | ".join(str(cell) for cell in row) + " |")
    say()


def ms(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def count(value):
    return f"{value:,.0f}"


def rate(value):
    return count(value) if value >= 10 else ms(value)


def ratio(value):
    return f"**{value:.1g}**" if value < 0.001 else f"**{value:.3f}**" if value < 0.1 else f"**{value:.2f}**"
